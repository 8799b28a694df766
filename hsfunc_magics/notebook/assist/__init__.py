"""What helps while a cell is being written: completion and explanations, in magic lines and in JavaScript.

Reading goes from the cell to the place of the cursor: `spot` finds the magic, `line_words` and `grammar` read its
line, `brackets` and `javascript` the code. `completion` and `inspection` say what belongs there, `values` and `scope`
know what the account has. `hooks` ties them to IPython; it is loaded with the extension, all else when it is asked.
"""
