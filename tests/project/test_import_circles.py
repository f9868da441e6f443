"""No module imports itself by way of others: neither a package's __init__ nor an import inside a function."""

import grimp

PACKAGES = ("pipelines", "assets", "resources", "expectations", "reports", "demo")


def circles(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules that are on a circle, or import one directly or indirectly."""
    left = {module: set(imported) for module, imported in imports.items()}
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    return sorted(left)


def test_no_module_is_on_a_circle_of_imports() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    assert circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]
