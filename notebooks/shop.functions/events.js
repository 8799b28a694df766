// Parameters are arrays: a name that comes twice has two values.
exports.main = (context, sendResponse) => {
  const names = context.params.name || [];
  console.log("called with", context.params);
  sendResponse({ statusCode: 200, body: { names, first: names[0] || null } });
};
