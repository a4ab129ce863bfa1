from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

import pytest
import torch

from hrm_codegen import prompts
from hrm_codegen.errors import TokenizerMismatch, TooLong, UsageError
from hrm_codegen.generate import rows
from hrm_codegen.generate.base import Completion, Options, Request, collect, sample_seed
from hrm_codegen.generate.engine import TorchGenerator
from hrm_codegen.generate.grammar import Python
from hrm_codegen.generate.sampling import choose, uniform
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.prompts import Prompt, Special, Text
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

Toy = Callable[..., LanguageModel]
GREEDY, HOT = Options(max_tokens=24), Options(max_tokens=24, temperature=1.3, top_p=0.97, seed=4)


def asking(text: str) -> Prompt:
    return Prompt(parts=(Special("<|task|>"), Text(text), Special("<|answer|>")))


def by_hand(model: LanguageModel, tokenizer: Tokenizer, prompt: Prompt, options: Options, attention: str) -> str:
    """Decode with nothing but the model: one text, all of it again for each token."""
    ids = prompts.encode(prompt.parts, tokenizer)
    asked = len(ids)
    for position in range(min(options.max_tokens, model.config.max_positions - asked)):
        mask = {
            "causal": AttentionMask.causal(),
            "prefix": AttentionMask.prefix_lengths(torch.tensor([asked]), len(ids)),
            "bidirectional": AttentionMask.bidirectional(),
        }[attention]
        with torch.no_grad():
            hidden_BTD = model(torch.tensor([ids]), mask=mask, cycles=options.cycles).hidden_BTD
            logits_BV = model.head(hidden_BTD[:, -1])[:, : tokenizer.vocab_size].float()
        token = int(choose(logits_BV, [options], [uniform(options.seed, position)]))
        if token == tokenizer.end_id:
            break
        ids.append(token)
    return tokenizer.decode(ids[asked:], skip_special=True)


def answers(generator: TorchGenerator, requests: Sequence[Request]) -> list[Completion]:
    found = dict(generator.complete(requests))
    return [found[index] for index in range(len(requests))]


@pytest.mark.parametrize("options", [GREEDY, HOT], ids=["greedy", "sampled"])
@pytest.mark.parametrize("attention", ["causal", "prefix"])
@pytest.mark.parametrize("kind", ["hrm", "transformer", "trm"])
def test_cached_decoding_equals_reading_everything_again(
    toy: Toy, tokenizer: Tokenizer, kind: str, attention: str, options: Options
) -> None:
    model = toy(kind=kind, attention=attention)
    prompt = asking("add two numbers")
    expected = by_hand(model, tokenizer, prompt, options, attention)
    for cached in (True, False):
        (found,) = collect(TorchGenerator(model, tokenizer, cached=cached).stream(prompt, options))
        assert found.text == expected
    assert len(expected) > 10


@pytest.mark.parametrize("kind", ["hrm", "hrm_v1"])
def test_models_that_keep_nothing_generate_through_the_same_protocol(toy: Toy, tokenizer: Tokenizer, kind: str) -> None:
    attention = "causal" if kind == "hrm_v1" else "bidirectional"
    model = toy(kind=kind, attention=attention, gated=kind == "hrm")
    prompt, options = asking("x"), Options(max_tokens=8, temperature=1)
    (found,) = collect(TorchGenerator(model, tokenizer).stream(prompt, options))
    assert found.text == by_hand(model, tokenizer, prompt, options, attention)


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    """Twelve samples: prompts of many lengths, one of them three times, each with other options."""
    texts = ["a", "bb" * 20, "ccc", "dddd", "bb" * 20, "bb" * 20, "e" * 7, "f" * 31, "g", "h" * 12, "i" * 3, "j" * 50]
    return [
        Request(asking(text), Options(max_tokens=5 + 4 * number, temperature=number % 3 * 0.8, top_k=number * 10, seed=number))
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("attention", ["causal", "prefix"])
@pytest.mark.parametrize("kind", ["hrm", "transformer"])
def test_a_sample_is_the_same_alone_and_in_any_batch(
    toy: Toy, tokenizer: Tokenizer, requests: list[Request], kind: str, attention: str
) -> None:
    model = toy(kind=kind, attention=attention)
    alone = [collect(TorchGenerator(model, tokenizer).stream(*request))[0] for request in requests]
    assert len({completion.text for completion in alone}) == len(alone)
    assert answers(TorchGenerator(model, tokenizer, batch=4), requests) == alone
    assert answers(TorchGenerator(model, tokenizer, batch=12), requests[::-1]) == alone[::-1]
    assert answers(TorchGenerator(model, tokenizer, batch=5, cached=False), requests) == alone


def test_prompts_read_in_several_calls_give_the_same_answers(
    toy: Toy, tokenizer: Tokenizer, requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = toy(attention="prefix")
    together = answers(TorchGenerator(model, tokenizer), requests)
    monkeypatch.setattr(rows, "_PREFILL_TOKENS", 60)
    assert answers(TorchGenerator(model, tokenizer), requests) == together


def test_samples_of_a_stream_equal_requests_with_their_seeds(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(), tokenizer)
    prompt = asking("sort")
    streamed = collect(generator.stream(prompt, Options(max_tokens=12, temperature=1, n=4, seed=9)), n=4)
    single = [Request(prompt, Options(max_tokens=12, temperature=1, seed=sample_seed(9, sample))) for sample in range(4)]
    assert answers(generator, single) == streamed
    assert len(set(streamed)) == 4


def test_a_small_cache_budget_changes_nothing_but_the_batch(toy: Toy, tokenizer: Tokenizer, requests: list[Request]) -> None:
    model = toy()
    assert answers(TorchGenerator(model, tokenizer, cache_bytes=1), requests[:4]) == answers(
        TorchGenerator(model, tokenizer), requests[:4]
    )


def test_requests_of_different_attention_and_cycles_may_be_mixed(toy: Toy, tokenizer: Tokenizer) -> None:
    model = toy(attention="prefix")
    prompt = asking("mixed")
    kinds = [
        Options(max_tokens=9, attention=attention, cycles=cycles) for attention in ("causal", "prefix") for cycles in (1, 2, 3)
    ]
    found = answers(TorchGenerator(model, tokenizer), [Request(prompt, options) for options in kinds])
    for options, completion in zip(kinds, found, strict=True):
        assert completion.text == by_hand(model, tokenizer, prompt, options, str(options.attention))
    assert len({completion.text for completion in found}) == 6


def test_stop_strings_end_the_answer_before_they_appear(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(), tokenizer)
    prompt = asking("stop")
    (whole,) = collect(generator.stream(prompt, HOT))
    stop = whole.text[7:10]
    (cut,) = collect(generator.stream(prompt, Options(**{**vars(HOT), "stop": ("never", stop)})))
    assert cut.text == whole.text[: whole.text.index(stop)]
    assert cut.finish == "stop"
    assert cut.tokens < whole.tokens


def test_an_answer_ends_at_the_end_token_which_is_neither_shown_nor_counted(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(), tokenizer)
    found = collect(generator.stream(asking(""), Options(max_tokens=90, temperature=9, n=12)), n=12)
    ended = [completion for completion in found if completion.finish == "end"]
    assert ended
    assert all(completion.tokens < 90 and "<|end|>" not in completion.text for completion in ended)


def test_answers_stop_where_the_context_ends(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(), tokenizer)
    prompt = asking("x" * 90)  # 92 tokens of 96
    (found,) = collect(generator.stream(prompt, Options(max_tokens=50)))
    assert (found.tokens, found.finish) == (4, "length")


def test_a_prompt_that_leaves_no_room_is_refused_with_both_numbers(toy: Toy, tokenizer: Tokenizer) -> None:
    with pytest.raises(TooLong, match=r"96 tokens.*holds 96"):
        TorchGenerator(toy(), tokenizer).stream(asking("x" * 94), GREEDY)


def test_one_prompt_without_room_does_not_end_the_others(toy: Toy, tokenizer: Tokenizer) -> None:
    found = answers(TorchGenerator(toy(), tokenizer), [Request(asking("x" * 200), GREEDY), Request(asking("x"), GREEDY)])
    assert found[0] == Completion("", 0, "too_long")
    assert found[1].tokens == 24


def test_a_deadline_ends_an_answer_with_what_there_is(toy: Toy, tokenizer: Tokenizer) -> None:
    ticks = itertools.count()
    generator = TorchGenerator(toy(), tokenizer, clock=lambda: float(next(ticks)))
    (found,) = collect(generator.stream(asking("slow"), Options(max_tokens=50, deadline_s=3)))
    assert (found.tokens, found.finish) == (3, "deadline")


@pytest.mark.parametrize("attention", ["causal", "prefix", "bidirectional"])
def test_scores_are_the_sums_of_token_log_probabilities(toy: Toy, tokenizer: Tokenizer, attention: str) -> None:
    model = toy(attention=attention)
    prompt, candidates = asking("choose"), ["yes", "", "perhaps not", "no", "é"]
    ids = prompts.encode(prompt.parts, tokenizer)
    expected = []
    for candidate in candidates:
        answer = tokenizer.encode(candidate)
        mask = {
            "causal": AttentionMask.causal(),
            "prefix": AttentionMask.prefix_lengths(torch.tensor([len(ids)]), len(ids) + len(answer)),
            "bidirectional": AttentionMask.bidirectional(),
        }[attention]
        with torch.no_grad():
            logits_TV = model.head(model(torch.tensor([ids + answer]), mask=mask).hidden_BTD)[0, :, :SMALLEST_VOCAB]
        logs_TV = logits_TV.log_softmax(-1)
        expected.append(sum(float(logs_TV[len(ids) - 1 + place, token]) for place, token in enumerate(answer)))
    for generator in (TorchGenerator(model, tokenizer), TorchGenerator(model, tokenizer, batch=2, cached=False)):
        assert generator.score(prompt, candidates) == pytest.approx(expected, abs=1e-5)


def test_a_candidate_beyond_the_context_is_refused(toy: Toy, tokenizer: Tokenizer) -> None:
    with pytest.raises(TooLong, match="prompt and candidate are 103 tokens long"):
        TorchGenerator(toy(), tokenizer).score(asking("x"), ["y" * 100])


def test_what_the_engine_cannot_do_is_refused_by_name(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(), tokenizer)
    with pytest.raises(UsageError, match="unknown grammar 'cobol'"):
        generator.stream(asking("x"), Options(grammar="cobol"))
    with pytest.raises(UsageError, match="cycles"):
        generator.stream(asking("x"), Options(cycles=0))


def test_a_tokenizer_with_more_tokens_than_the_model_is_refused(toy: Toy, tokenizer: Tokenizer) -> None:
    with pytest.raises(TokenizerMismatch, match=r"448 tokens and the model 400"):
        TorchGenerator(toy(vocab_size=400), tokenizer)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("attention", ["causal", "prefix"])
def test_a_gpu_gives_the_same_tokens_as_the_cpu(toy: Toy, tokenizer: Tokenizer, requests: list[Request], attention: str) -> None:
    model = toy(attention=attention)
    expected = answers(TorchGenerator(model, tokenizer), requests)
    assert answers(TorchGenerator(model.to("cuda"), tokenizer, batch=4), requests) == expected
    model.to("cpu")


def test_only_the_answer_to_a_plan_prompt_spells_the_plans_tokens(toy: Toy, tokenizer: Tokenizer) -> None:
    generator = TorchGenerator(toy(kind="transformer"), tokenizer)
    options = Options(max_tokens=80, temperature=1000.0, seed=2)  # any token is as likely as any other
    prompt = asking("add")
    plain = collect(generator.stream(prompt, options))[0]
    planned = answers(generator, [Request(prompts.plan_first(prompt), options)])[0]
    assert plain.tokens > 20 < planned.tokens
    assert "<|" not in plain.text
    spelled = set(re.findall(r"<\|([^|]*)\|>", planned.text))
    assert spelled
    assert all(name == "answer" or name.startswith("plan:") for name in spelled)


def test_a_token_that_a_grammar_refuses_makes_room_for_the_next_likeliest(toy: Toy, tokenizer: Tokenizer) -> None:
    """An untrained model under a grammar writes, at each place, its best token among those allowed."""
    model, prompt = toy(kind="hrm", attention="causal"), asking("add")
    (found,) = collect(TorchGenerator(model, tokenizer).stream(prompt, Options(max_tokens=12, grammar="python")))
    ids, constraint = prompts.encode(prompt.parts, tokenizer), Python()
    for _ in range(12):
        hidden_BTD = model(torch.tensor([ids]), mask=AttentionMask.causal()).hidden_BTD
        order = model.head(hidden_BTD[0, -1])[: tokenizer.vocab_size].argsort(descending=True).tolist()
        said = (tokenizer.decode_bytes([token], skip_special=True) for token in order)
        token, data = next(
            (t, d) for t, d in zip(order, said, strict=True) if constraint.allows(d if t != tokenizer.end_id else None)
        )
        if token == tokenizer.end_id:
            break
        ids.append(token)
        constraint.take(data)
    assert found.text == tokenizer.decode(ids[len(prompts.encode(prompt.parts, tokenizer)) :], skip_special=True)
