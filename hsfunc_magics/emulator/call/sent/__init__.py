"""What a function has given to sendResponse, part by part."""
