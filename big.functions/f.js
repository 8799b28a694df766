let runs = 0;
exports.main = (context, sendResponse) => sendResponse({ body: { runs: ++runs, size: context.body && context.body.text ? context.body.text.length : 0 } });
