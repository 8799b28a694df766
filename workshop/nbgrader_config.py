"""nbgrader's configuration for notebooks with functions: what a student finds in the place of a solution."""

c = get_config()  # noqa: F821  # nbgrader has it

# The notebook's language is Python, the cell's is JavaScript: this is a function that runs, and fails every check.
c.ClearSolutions.code_stub = {"python": 'sendResponse({ statusCode: 501, body: "not written yet" });  // yours'}
c.ClearSolutions.begin_solution_delimeter = "### BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "### END SOLUTION"
# A cell that registers a function may have to start Node first.
c.ExecutePreprocessor.timeout = 120
