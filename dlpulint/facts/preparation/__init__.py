"""What TFLite does with a file before any operator runs: a retelling of AllocateTensors."""
