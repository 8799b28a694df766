// Two cookies: a header with several values.
exports.main = (context, sendResponse) => {
  const name = context.body && context.body.name;
  sendResponse({
    statusCode: 200,
    body: { welcome: name },
    multiValueHeaders: {
      "Set-Cookie": [`name=${encodeURIComponent(name)}; Path=/`, "session=1; Path=/; HttpOnly"],
    },
  });
};
