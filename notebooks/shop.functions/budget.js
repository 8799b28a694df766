// Work that is only done while there is time for it.
exports.main = (context, sendResponse) => {
  const { timeRemaining, executionsRemaining } = context.limits;
  sendResponse({ body: { enough: timeRemaining > 1000 && executionsRemaining > 1 } });
};
