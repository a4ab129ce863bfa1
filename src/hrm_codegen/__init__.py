"""HRM-CodeGen: the Hierarchical Reasoning Model as a small code model."""
