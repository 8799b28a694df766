"""The model behind `%hs edit`: a draft of a folder that takes typing, undoes it, finds problems, is applied."""
