# Asks the ten questions over the Postgres wire with DBI, and writes what came as JSON lines of text. The driver is RPostgres,
# or where that is not installed (Debian 12 has no package of it) RPostgreSQL.
# Usage: Rscript ask.R questions.tsv OUT, with HUB_PG, HUB_USER and HUB_TOKEN set.
suppressPackageStartupMessages(library(DBI))
arguments <- commandArgs(trailingOnly = TRUE)
place <- strsplit(Sys.getenv("HUB_PG"), ":")[[1]]
connect <- function(...) {
  if (requireNamespace("RPostgres", quietly = TRUE)) {
    dbConnect(RPostgres::Postgres(), ..., bigint = "numeric")
  } else {
    dbConnect(RPostgreSQL::PostgreSQL(), ...)
  }
}
connection <- connect(host = place[1], port = as.integer(place[2]), user = Sys.getenv("HUB_USER"),
                      password = Sys.getenv("HUB_TOKEN"), dbname = "hub")
quoted <- function(text) paste0("\"", gsub("\"", "\\\\\"", gsub("\\", "\\\\", text, fixed = TRUE)), "\"")
plain <- function(column) {
  if (is.numeric(column)) {
    shortest <- vapply(column, function(value) {
      if (is.na(value)) return(NA_character_)
      for (digits in 1:17) {
        text <- format(value, digits = digits, scientific = FALSE, trim = TRUE)
        if (as.numeric(text) == value) return(text)
      }
      text
    }, "")
    column <- shortest
  }
  ifelse(is.na(column), "null", quoted(as.character(column)))
}
out <- file(arguments[2], "w", encoding = "UTF-8")
for (line in readLines(arguments[1], encoding = "UTF-8")) {
  parts <- strsplit(line, "\t", fixed = TRUE)[[1]]
  frame <- dbGetQuery(connection, parts[2])
  cells <- lapply(frame, plain)
  rows <- if (nrow(frame) == 0) character() else do.call(paste, c(cells, sep = ", "))
  writeLines(sprintf("{\"name\": %s, \"columns\": [%s], \"rows\": [%s]}", quoted(parts[1]),
                     paste(quoted(names(frame)), collapse = ", "),
                     paste0("[", rows, "]", collapse = ", ")), out)
}
close(out)
invisible(dbDisconnect(connection))
