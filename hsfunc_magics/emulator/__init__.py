"""What HubSpot does, as rules: a folder for each chapter of the reference, or a word of HubSpot's command line.

Serverless.json, Endpoints    serverless_json  its format, its model, every problem of one
                              json_text        JSON as people write it, with positions
Function file                 functions        folders and their files, what is registered, what is deployed
Context object, Headers,      call             one call, from the request to its execution
  Redirect, Set cookies
Secrets                       secrets          their values, where they are kept, how they are masked
Form element                  call             `forms.py`: what a posted form becomes
CORS, Get requests            cors             a call of a page on another origin, judged as a browser does
Preloaded packages            packages         what `require` finds, hints at what it does not, bundling
Limits                        limits           each number once, the account's minute, where it stands
`hs logs`                     logs             a record of every execution, kept and found again
`hs upload`, `fetch`, `watch` disk             folders read, loaded, exported, watched
(not in the reference)        comparison       two executions set side by side

`account.py` is the front door, and alone knows them all. What else stands beside it (`errors.py`, `clock.py`,
`citations.py` …) is for every chapter. Pure rules: no IPython, no web framework, no process is started here.
"""
