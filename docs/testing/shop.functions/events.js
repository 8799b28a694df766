const EVENTS = [
  { name: "Tasting", places: 12 },
  { name: "Concert", places: 0 },
];

exports.main = (context, sendResponse) => {
  const [wanted] = context.params.name || [];
  const found = EVENTS.filter((event) => !wanted || event.name === wanted);
  console.log(`${found.length} of ${EVENTS.length} events`);
  if (!found.length) {
    sendResponse({ statusCode: 404, body: { message: `There is no event ${wanted}.` } });
    return;
  }
  const member = Boolean(context.contact && context.contact.isLoggedIn);
  sendResponse({ body: { member, events: found } });
};
