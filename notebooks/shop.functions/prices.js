// The endpoint's environment wins over the folder's, and is there before the file is loaded.
const currency = process.env.CURRENCY;

exports.main = (context, sendResponse) => {
  sendResponse({ body: { shop: process.env.SHOP, price: `9.90 ${currency}` } });
};
