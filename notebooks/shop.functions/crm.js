const hubspot = require("@hubspot/api-client");
const request = require("request");

exports.main = (context, sendResponse) => {
  const client = new hubspot.Client({});
  sendResponse({ body: { client: typeof client.crm, request: typeof request.get } });
};
