const axios = require("axios");

exports.main = (context, sendResponse) => {
  const [q = ""] = context.params.q || [];
  sendResponse({ body: { url: axios.getUri({ url: "https://api.example.com/items", params: { q } }) } });
};
