exports.main = (context, sendResponse) => {
  sendResponse({ statusCode: 301, headers: { Location: "https://www.example.com/new-page" } });
};
