"""A wrong line of a plumbing command is reported in its place, and the others are answered."""
import json
import unittest

from program import TINY_GPT2, ProgramTest, coldread

MODEL = ("--model", TINY_GPT2)
COMMANDS = {
    "tokenize": (MODEL, '{"text": "the dog"}', '{"text": 1}'),
    "detokenize": (MODEL, '{"ids": [5, 6]}', '{"ids": [999999]}'),
    "score": (MODEL, '{"context": "the", "continuation": " dog"}', '{"ids": [1, 2], "from": 3}'),
    "generate": (MODEL, '{"prompt": "the", "max_tokens": 2}', '{"prompt": "the", "max_tokens": "2"}'),
    "template": ((), '{"template": "{{a}}", "context": {"a": 1}}', '{"template": 1}'),
    "metric": (("rouge1", "--each"), '{"prediction": "a", "references": ["a"]}', '{"prediction": "a", "references": 1}'),
    "distribution": ((), '{"logits": [1, 2]}', '{"logits": []}'),
}


class WrongLines(ProgramTest):
    def test_a_wrong_line_has_its_error_and_number_and_the_others_their_answers(self):
        for command, (arguments, good, wrong) in COMMANDS.items():
            with self.subTest(command):
                lines = [good, wrong, good, "{", "[1]", '{"nonsense": 1}', good]
                result = coldread(command, *arguments, stdin="\n".join(lines) + "\n")
                self.assertEqual(result.returncode, 1, result.stderr)
                answers = [json.loads(line) for line in result.stdout.splitlines()]
                self.assertEqual(len(answers), len(lines))
                for number, (line, answer) in enumerate(zip(lines, answers), 1):
                    if line == good:
                        self.assertEqual(answer, answers[0])
                        self.assertNotIn("error", answer)
                    else:
                        self.assertEqual(set(answer), {"error", "line"})
                        self.assertEqual(answer["line"], number)

    def test_a_corpus_is_scored_without_its_wrong_lines(self):
        good = '{"prediction": "a b", "references": ["a b"]}\n'
        result = coldread("metric", "rouge1", stdin=good + "nonsense\n" + good)
        self.assertEqual(result.returncode, 1, result.stderr)
        error, corpus = (json.loads(line) for line in result.stdout.splitlines())
        self.assertEqual(error["line"], 2)
        self.assertEqual((corpus["n"], corpus["value"]), (2, 1.0))

    def test_options_of_a_line_are_named_with_what_they_take(self):
        for wrong, wanted in (('"max_tokens": -1', "whole number"), ('"until": 3', "a string or a list of strings"),
                              ('"ignore_eos": 1', "true or false"), ('"temperature": "hot"', "a number")):
            result = coldread("generate", *MODEL, stdin='{"prompt": "a", ' + wrong + "}\n")
            self.assertEqual(result.returncode, 1)
            self.assertIn(wanted, json.loads(result.stdout)["error"])


if __name__ == "__main__":
    unittest.main()
