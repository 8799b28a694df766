// It answers from a callback, and goes on a little after that.
exports.main = (context, sendResponse) => {
  setTimeout(() => {
    sendResponse({ statusCode: 200, body: { stored: true } });
    console.log("stored");
  }, 5);
};
