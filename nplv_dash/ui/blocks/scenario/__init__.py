"""The page Herverdeling, piece by piece: levers, story, map, and what stands behind the tabs."""
