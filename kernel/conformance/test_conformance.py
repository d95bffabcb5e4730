"""Does the kernel pass Jupyter's own tests? All 13, none skipped."""

import jupyter_kernel_test
import pytest

from conftest import KERNEL


class StarlingTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "starling"
    file_extension = ".star"

    code_hello_world = 'print("hello, world")'
    code_stderr = 'warn("test")'
    completion_samples = [
        {"text": "enumer", "matches": {"enumerate"}},
        {"text": "x = sort", "matches": {"sorted"}},
    ]
    complete_code_samples = ["1", "x = 1", "def f(x):\n    return x\n\n", "print('''a\nb''')"]
    incomplete_code_samples = ["def f(x):", "print((1,", "x = '''a", "for i in range(3):"]
    invalid_code_samples = ["x = = 2", "def 3():", "return )"]
    code_page_something = "len?"
    code_generate_error = "1 // 0"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2.5, 'a']", "result": "[1, 2.5, 'a']"},
        {"code": "html('<b>x</b>')", "mime": "text/html", "result": "<b>x</b>"},
    ]
    code_display_data = [{"code": "display(html('<b>x</b>'))", "mime": "text/html"}]
    code_history_pattern = "6 [*] 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "len"
    code_clear_output = "clear_output()"


# The test may end before the client's heartbeat thread has begun.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
class StarlingWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


def test_none_is_left_out():
    """A new release of jupyter_kernel_test may test more: look at it then."""
    tests = [name for case in (StarlingTests, StarlingWelcomeTests) for name in dir(case) if name.startswith("test_")]
    assert len(tests) == 13, tests
