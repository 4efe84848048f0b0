"""The model of redistribution: arrays in, arrays out. It knows no files, no labels, no clock and no global chance."""
