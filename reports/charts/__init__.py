"""The kinds of chart, their theme and the layers that they share."""
