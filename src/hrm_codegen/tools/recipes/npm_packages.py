"""npm: installing, listing, packing and linking local packages."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="npm/install-folder",
        asks=(
            "install the package that lies in ../{module} as a dependency",
            "Depend on the local package ../{module}.",
            "add ../{module} to this package's dependencies",
        ),
        setup="npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version})",
        run="npm install ../{module}",
        checks=(
            "[ -f node_modules/{module}/package.json ]",
            'has package.json \'"{module}": "file:../{module}"\'',
        ),
        risk="low",
    ),
    Recipe(
        name="npm/install-dev",
        asks=(
            "add the local package ../{module} as a development dependency",
            "Use ../{module} for development only.",
            "install ../{module} under devDependencies",
        ),
        setup="npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version})",
        run="npm install --save-dev ../{module}",
        checks=("node -e \"process.exit(require('./package.json').devDependencies['{module}']?0:1)\"",),
        risk="low",
    ),
    Recipe(
        name="npm/install-tarball",
        asks=(
            "install the package in {module}-{version}.tgz",
            "Add the dependency from the file {module}-{version}.tgz.",
            "let npm install the tarball {module}-{version}.tgz of this folder",
        ),
        setup="npackage {project} 1.0.0; mkdir ../m; (cd ../m; npackage {module} {version}; npm pack); mv ../m/*.tgz .",
        run="npm install ./{module}-{version}.tgz",
        checks=(
            '[ "$(node -p "require(\'{module}/package.json\').version")" = {version} ]',
            'has package.json "{module}-{version}.tgz"',
        ),
        risk="low",
    ),
    Recipe(
        name="npm/install-no-save",
        asks=(
            "install ../{module} without writing it to package.json",
            "Try the local package ../{module}; package.json must not change.",
            "put ../{module} into node_modules only",
        ),
        setup="npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version})",
        run="npm install --no-save ../{module}",
        checks=(
            "[ -f node_modules/{module}/package.json ]",
            "lacks package.json {module}",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/install-all",
        asks=(
            "install the dependencies of this package",
            "Fill node_modules from package.json.",
            "set up what package.json lists",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm pkg set "
            "dependencies.{module}=file:../{module}"
        ),
        run="npm install",
        checks=(
            "[ -f node_modules/{module}/package.json ]",
            "[ -f package-lock.json ]",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/ci",
        asks=(
            "install exactly what package-lock.json says, deleting node_modules first",
            "Make a clean install from the lock file, as a build server does.",
            "reproduce node_modules from the lock file",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm install "
            "../{module}; rm -r node_modules; mkdir node_modules; put node_modules/stale x"
        ),
        run="npm ci",
        checks=(
            "[ -f node_modules/{module}/package.json ]",
            "gone node_modules/stale",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/install-production",
        asks=(
            "install the dependencies without those for development",
            "Fill node_modules for production: no devDependencies.",
            "npm-install, leaving development packages out",
        ),
        setup=(
            "npackage {project} 1.0.0; for m in {module} {module2}; do mkdir ../$m; (cd ../$m; npackage $m "
            "{version}); done; npm pkg set dependencies.{module}=file:../{module} "
            "devDependencies.{module2}=file:../{module2}"
        ),
        run="npm install --omit=dev",
        checks=(
            "[ -f node_modules/{module}/package.json ]",
            "gone node_modules/{module2}",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/uninstall",
        asks=(
            "remove the dependency {module}",
            "This package no longer needs {module}; uninstall it.",
            "take {module} out of node_modules and package.json",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm install ../{module}"
        ),
        run="npm uninstall {module}",
        checks=(
            "gone node_modules/{module}",
            "lacks package.json {module}",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/list",
        asks=(
            "list the installed dependencies",
            "Which packages does this one have installed, at the top level?",
            "show the direct dependencies with their versions",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm install ../{module}"
        ),
        run="npm ls",
        checks=("out {module}@{version}",),
    ),
    Recipe(
        name="npm/why",
        asks=(
            "explain why {module} is installed",
            "Who depends on {module}?",
            "show what brings {module} into node_modules",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm install ../{module}"
        ),
        run="npm explain {module}",
        checks=(
            "out {module}@{version}",
            'out "from the root project"',
        ),
    ),
    Recipe(
        name="npm/prune",
        asks=(
            "delete the packages from node_modules that package.json does not list",
            "Remove extraneous modules.",
            "prune node_modules",
        ),
        setup=(
            "npackage {project} 1.0.0; npm install; mkdir -p node_modules/{module}; (cd node_modules/{module}; "
            "npackage {module} {version})"
        ),
        run="npm prune",
        checks=("gone node_modules/{module}",),
        risk="low",
    ),
    Recipe(
        name="npm/pack",
        asks=(
            "pack this package into a tarball",
            "Make the .tgz that would be published.",
            "build the npm tarball of this package",
        ),
        setup="npackage {project} {version}",
        run="npm pack",
        checks=("[ -f {project}-{version}.tgz ]",),
        undo="rm {project}-{version}.tgz",
        risk="low",
    ),
    Recipe(
        name="npm/pack-preview",
        asks=(
            "list what the package's tarball would hold, without writing it",
            "Which files would npm publish? Do a dry run of packing.",
            "preview the contents of the npm package",
        ),
        setup="npackage {project} {version}; put {word}.js 'x'",
        run="npm pack --dry-run",
        checks=(
            'grep -q {word}.js "$KIT/err" || out {word}.js',
            "gone {project}-{version}.tgz",
        ),
    ),
    Recipe(
        name="npm/link",
        asks=(
            "link the package of this folder so that others on this machine can use it",
            "Register this package globally by a link.",
            "link this package into the global folder",
        ),
        setup='npackage {project} {version}; later "export npm_config_prefix=$ROOT/global"',
        run="npm link",
        checks=("[ -L ../global/lib/node_modules/{project} ]",),
        risk="low",
    ),
    Recipe(
        name="npm/root",
        asks=(
            "print the path of the folder where packages are installed here",
            "Where is this package's node_modules?",
            "show npm's local root",
        ),
        setup="npackage {project} {version}",
        run="npm root",
        checks=("out /app/node_modules",),
    ),
    Recipe(
        name="npm/config-project",
        asks=(
            "let npm always save exact versions in this project, through its .npmrc",
            "Set save-exact to true for this project only.",
            "write save-exact=true to the project's .npmrc by npm config",
        ),
        setup="npackage {project} {version}",
        run="npm config set save-exact true --location=project",
        checks=("has .npmrc save-exact=true",),
        undo="rm .npmrc",
        risk="low",
    ),
)
