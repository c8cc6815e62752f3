-- Jacobook: answers blocks of the class jacobian. Printed by `jacobook-pandoc --lua`.
function Pandoc(document)
  return pandoc.utils.run_json_filter(document, "jacobook-pandoc")
end
