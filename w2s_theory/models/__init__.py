"""Random-feature models, one file each; every constructor checks what it is given."""
