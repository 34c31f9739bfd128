"""Small SVG drawings without a plotting library: letters as shared outlines, axes, marks; the same bytes every time."""
