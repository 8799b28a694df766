// A string is HTML.
exports.main = (context, sendResponse) => {
  sendResponse({ statusCode: 200, body: `<h1>${process.env.SHOP}</h1>` });
};
