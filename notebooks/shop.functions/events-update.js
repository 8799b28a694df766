// The JSON of a POST arrives parsed.
exports.main = async (context, sendResponse) => {
  const { id, title } = context.body || {};
  if (id === undefined) {
    sendResponse({ statusCode: 400, body: { message: "id is missing" } });
    return;
  }
  sendResponse({ statusCode: 201, body: { id, title: title || "untitled", account: context.accountId } });
};
