"""Java: the compiler and the launcher themselves."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="maven/javac",
        asks=(
            "compile {cls}.java with the Java compiler itself",
            "Turn {cls}.java into a class file, without Maven.",
            "run javac on {cls}.java",
        ),
        pools={
            "cls": (
                "Main",
                "Greeter",
                "Counter",
                "Report",
            )
        },
        setup=(
            "put {cls}.java 'public class {cls} {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}");\\n    }\\n}\''
        ),
        run="javac {cls}.java",
        checks=("[ -f {cls}.class ]",),
        undo="rm {cls}.class",
        risk="low",
    ),
    Recipe(
        name="maven/javac-folder",
        asks=(
            "compile src/{cls}.java so that the class files go to {dir}",
            "Compile src/{cls}.java into the folder {dir}.",
            "run javac on src/{cls}.java with {dir} for the output",
        ),
        pools={
            "cls": (
                "Main",
                "Greeter",
                "Counter",
                "Report",
            ),
            "dir": (
                "out",
                "classes",
                "build",
                "bin",
            ),
        },
        setup=(
            "put src/{cls}.java 'public class {cls} {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}");\\n    }\\n}\''
        ),
        run="javac -d {dir} src/{cls}.java",
        checks=("[ -f {dir}/{cls}.class ]",),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="maven/java-run",
        asks=(
            "run the compiled class {cls}",
            "Start {cls}.class with Java.",
            "launch the program {cls}, which is compiled in this folder",
        ),
        pools={
            "cls": (
                "Main",
                "Greeter",
                "Counter",
                "Report",
            )
        },
        setup=(
            "put {cls}.java 'public class {cls} {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}");\\n    }\\n}\'; javac {cls}.java'
        ),
        run="java {cls}",
        checks=("outis {word}",),
    ),
    Recipe(
        name="maven/java-source",
        asks=(
            "run {cls}.java directly from its source",
            "Start the single-file program {cls}.java without compiling it first.",
            "launch {cls}.java in source mode",
        ),
        pools={
            "cls": (
                "Main",
                "Greeter",
                "Counter",
                "Report",
            )
        },
        setup=(
            "put {cls}.java 'public class {cls} {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}");\\n    }\\n}\''
        ),
        run="java {cls}.java",
        checks=(
            "outis {word}",
            "gone {cls}.class",
        ),
    ),
    Recipe(
        name="maven/java-classpath",
        asks=(
            "run the class {cls} whose class file lies in {dir}",
            "Start {cls} with {dir} on the class path.",
            "launch {cls} from the folder {dir}",
        ),
        pools={
            "cls": (
                "Main",
                "Greeter",
                "Counter",
                "Report",
            )
        },
        setup=(
            "put {cls}.java 'public class {cls} {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}");\\n    }\\n}\'; javac -d {dir} {cls}.java; rm {cls}.java'
        ),
        run="java -cp {dir} {cls}",
        checks=("outis {word}",),
    ),
    Recipe(
        name="maven/fail-javac",
        asks=(
            "compile Main.java; it lacks the semicolon after the println",
            "Turn Main.java into a class, adding the missing semicolon at the end of the println line.",
            "mend Main.java (semicolon after println) and compile it",
        ),
        setup=(
            "put Main.java 'public class Main {\\n    public static void main(String[] args) {\\n        "
            'System.out.println("{word}")\\n    }\\n}\''
        ),
        fails="javac Main.java",
        run="sed -i '/println/s/)$/);/' Main.java\njavac Main.java",
        plan=(
            "add the semicolon",
            "compile again",
        ),
        checks=("[ -f Main.class ]",),
        risk="low",
    ),
    Recipe(
        name="maven/fail-class-name",
        asks=(
            "compile the public class {cls}, which lies in {word}.java; the file may be renamed",
            "Make the class {cls} compile: its file {word}.java has the wrong name.",
            "rename {word}.java as the public class {cls} in it demands, and compile",
        ),
        pools={
            "cls": (
                "Greeter",
                "Counter",
                "Report",
                "Ledger",
            )
        },
        setup="put {word}.java 'public class {cls} {\\n}'",
        fails="javac {word}.java",
        run="mv {word}.java {cls}.java\njavac {cls}.java",
        plan=(
            "give the file the class's name",
            "compile again",
        ),
        checks=("[ -f {cls}.class ]",),
        risk="low",
    ),
    Recipe(
        name="maven/work-java",
        asks=(
            "write Main.java, a program that prints {word}, compile it and run it",
            "Make a Java program Main that says {word}; compile and start it.",
            "create Main.java printing {word}, then javac and java",
        ),
        run=(
            "echo 'public class Main { public static void main(String[] args) { System.out.println(\"{word}\"); } }' "
            "> Main.java\njavac Main.java\njava Main"
        ),
        plan=(
            "write the source",
            "compile",
            "run",
        ),
        checks=(
            "out {word}",
            "[ -f Main.class ]",
        ),
        risk="low",
    ),
)
