// A redirect, with a cookie that is taken away.
exports.main = (context, sendResponse) => {
  sendResponse({
    statusCode: 302,
    headers: { Location: "/", "Set-Cookie": "session=; Path=/; Max-Age=0" },
  });
};
