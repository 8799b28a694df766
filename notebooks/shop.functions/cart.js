// One file behind two endpoints, told apart by the method.
exports.main = (context, sendResponse) => {
  switch (context.method) {
    case "DELETE":
      sendResponse({ statusCode: 204 });
      break;
    case "POST":
      sendResponse({ statusCode: 200, body: { added: context.body } });
      break;
    default:
      sendResponse({ statusCode: 200, body: { items: [] } });
  }
};
