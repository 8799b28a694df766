const axios = require("axios");

exports.main = async (context, sendResponse) => {
  const headers = { Authorization: `Bearer ${process.env.HUBSPOT_TOKEN}` };
  try {
    const found = await axios.get("https://api.hubapi.com/crm/v3/objects/contacts", { headers });
    sendResponse({ body: { total: found.data.results.length } });
  } catch (problem) {
    const status = problem.response ? problem.response.status : 0;
    sendResponse({ statusCode: 502, body: { message: `HubSpot says ${status}.` } });
  }
};
