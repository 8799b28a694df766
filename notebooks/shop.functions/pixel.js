// Bytes as a body.
const GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

exports.main = (context, sendResponse) => {
  sendResponse({ statusCode: 200, headers: { "Content-Type": "image/gif" }, body: Buffer.from(GIF, "base64") });
};
