"""Claims written otherwise: rewritings that mean the same, and mutations that mostly do not."""

import ast
import copy


def rewritten(text, random):
    """The text of a claim in another writing that means the same."""
    return _changed(text, random, _equivalents)


def mutated(text, random):
    """The text of a claim with one thing changed at random."""
    return _changed(text, random, _mutations)


def _changed(text, random, changes):
    tree = ast.parse(text, mode="eval")
    places = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and not _is_function(node, tree)]
    for _ in range(20):
        place = random.choice(places)
        options = list(changes(place, tree))
        if options:
            return ast.unparse(_put(tree, place, random.choice(options)))
    return text


def _is_function(node, tree):
    return any(isinstance(call, ast.Call) and call.func is node for call in ast.walk(tree))


def _put(tree, place, new):
    class Putting(ast.NodeTransformer):
        def visit(self, node):
            return new if node is place else self.generic_visit(node)

    return ast.fix_missing_locations(Putting().visit(tree))


def _equivalents(node, _tree):
    one = ast.Constant(1)
    again = copy.deepcopy(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        yield ast.BinOp(copy.deepcopy(node.right), node.op, copy.deepcopy(node.left))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield ast.BinOp(ast.UnaryOp(ast.USub(), copy.deepcopy(node.right)), ast.Add(), copy.deepcopy(node.left))
    if isinstance(node, ast.BinOp | ast.Name) and not (isinstance(node, ast.Name) and len(node.id) > 1):
        yield ast.BinOp(again, ast.Mult(), one)
        yield ast.BinOp(ast.BinOp(again, ast.Mult(), ast.Constant(2)), ast.Div(), ast.Constant(2))
        yield ast.BinOp(ast.BinOp(again, ast.Add(), copy.deepcopy(again)), ast.Sub(), copy.deepcopy(again))
        yield ast.UnaryOp(ast.USub(), ast.UnaryOp(ast.USub(), again))
    if isinstance(node, ast.Attribute):
        yield ast.Attribute(ast.Attribute(copy.deepcopy(node), "T", ast.Load()), "T", ast.Load())


def _mutations(node, tree):
    names = sorted({name.id for name in ast.walk(tree) if isinstance(name, ast.Name) and not _is_function(name, tree)})
    if isinstance(node, ast.BinOp):
        yield copy.deepcopy(node.left)
        yield copy.deepcopy(node.right)
        yield ast.BinOp(copy.deepcopy(node.right), node.op, copy.deepcopy(node.left))
        for other in (ast.Add(), ast.Sub(), ast.Mult(), ast.MatMult(), ast.Div()):
            yield ast.BinOp(copy.deepcopy(node.left), other, copy.deepcopy(node.right))
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(max(1, node.value - 1))
    if isinstance(node, ast.Name):
        yield from (ast.Name(name, ast.Load()) for name in names if name != node.id)
    if isinstance(node, ast.Attribute):
        yield copy.deepcopy(node.value)
    if isinstance(node, ast.Name | ast.BinOp):
        yield ast.Attribute(copy.deepcopy(node), "T", ast.Load())
        yield ast.UnaryOp(ast.USub(), copy.deepcopy(node))
    if isinstance(node, ast.Call) and len(node.args) == 1:
        yield copy.deepcopy(node.args[0])
