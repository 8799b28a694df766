// What the browser sends, a header of our own among it; another site may read the answer.
exports.main = (context, sendResponse) => {
  const { headers } = context;
  sendResponse({
    headers: { "Access-Control-Allow-Origin": "https://www.example.com" },
    body: { language: headers["accept-language"], ip: headers["true-client-ip"], own: headers["x-shop"] || null },
  });
};
