'use strict';
// A file beside the function, which tries whether it can be required.

exports.works = true;
