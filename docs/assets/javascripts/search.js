// Search knows words; a formula such as x^T A x is none, and ^ is an operator to it. Each formula is in the index a second time as
// one word of its letters and digits (jacobook.publish.mathematics), and here what looks like a formula in a query becomes one.
(() => {
  const QUERY = 2
  const OPERATOR = /[\^@*⊙⊗⊘·ᵀ⊤]/
  const PART = /^(\p{L}|[^\p{L}]+)$/u

  function oneWord(run) {
    const letters = run.join("").replace(/[ᵀ⊤]/g, "T").replace(/[^\p{L}\p{N}]+/gu, "")
    return letters === "" ? [] : [`*${letters}`]
  }

  function rewritten(query) {
    const words = []
    let run = []
    const end = () => {
      words.push(...(run.length > 1 || run.some((word) => OPERATOR.test(word)) ? oneWord(run) : run))
      run = []
    }
    for (const word of query.replace(/\bd\/d\w\b/g, " ").split(/[\s=]+/).filter(Boolean)) {
      if (PART.test(word) || OPERATOR.test(word)) {
        run.push(word)
      } else {
        end()
        words.push(word)
      }
    }
    end()
    return words.join(" ")
  }

  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type === QUERY && typeof message.data === "string") message = { ...message, data: rewritten(message.data) }
    return post.call(this, message, ...rest)
  }
})()
