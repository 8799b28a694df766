exports.main = async ({ body, params }, sendResponse) => {
  const changed = Object.keys(body || {}).sort();
  sendResponse({ body: { id: (params.id || [])[0], changed } });
};
