"""What is generated below docs: pages, exports, and the engine for the browser."""
