"""OpenAPI files answered from their examples and schemas by Prism, in a Node process of its own."""
