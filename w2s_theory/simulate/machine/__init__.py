"""What the machine needs: streams of random numbers, blocks, memory, iterations for large matrices, intervals."""
