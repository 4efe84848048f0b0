"""From figures to what people see: texts, numbers, colours, maps, charts, tables, files. Returns values only."""
