const crypto = require("crypto");

// Signed with a secret of its own, and one of the whole folder.
exports.main = async (context, sendResponse) => {
  const sign = (key) => crypto.createHmac("sha256", key).update(JSON.stringify(context.body)).digest("hex");
  sendResponse({ body: { mail: sign(process.env.NEWSLETTER_KEY).length, shop: sign(process.env.SHOP_KEY).length } });
};
