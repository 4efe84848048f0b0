"""Borders and tables that a visitor brings along: read in a process of its own, within bounds, and trusted by nobody.

reader.read("borders", content, "wijken.zip", Limits())     # the door; never opens the file itself
  -> worker                    a process with little memory, time, room on disk, and where possible no network
       -> unpack               zip files, bounded before and while they are unpacked
       -> borders              shapefile, geopackage, geojson -> polygons in EPSG:28992, and light ones for the map
       -> table, sheet         CSV, XLSX -> columns of text and numbers
"""
