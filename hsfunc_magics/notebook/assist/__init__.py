"""Help while a cell is written: completion and explanations, in magic lines and in JavaScript.

Reading goes from the cell to where the cursor stands: `cursor` finds the magic, `line_words` and `line_grammar` read
its line, `brackets` and `javascript` the code. `completion` and `inspection` say what belongs there; `values` and
`environment` know what the account has, `api_reference` and `header_meanings` what the reference says. `hooks` ties
them to IPython; it is loaded with the extension, all else when it is asked.
"""
