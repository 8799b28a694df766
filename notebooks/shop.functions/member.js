// Only members of list 7 see it.
exports.main = (context, sendResponse) => {
  const contact = context.contact;
  if (!contact || !contact.isLoggedIn || !contact.listMemberships.includes(7)) {
    sendResponse({ statusCode: 403, body: { message: "members only" } });
    return;
  }
  sendResponse({ statusCode: 200, body: { vid: contact.vid } });
};
