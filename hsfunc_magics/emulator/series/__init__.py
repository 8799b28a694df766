"""Many calls: one request again and again, one call for each request, in this process or through an executor."""
