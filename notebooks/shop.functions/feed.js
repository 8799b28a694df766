exports.main = (context, sendResponse) => {
  sendResponse({
    statusCode: 200,
    headers: { "Content-Type": "application/xml", "Cache-Control": "max-age=60" },
    body: "<items><item>tea</item></items>",
  });
};
