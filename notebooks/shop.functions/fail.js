exports.main = async (context) => {
  throw new Error(`no stock for ${context.params.item}`);
};
