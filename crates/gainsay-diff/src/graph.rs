//! Circles in a graph.

/// Returns the strongly connected components of more than one node, and the nodes that lead to themselves; each sorted,
/// in the order of their first nodes.
pub fn circles(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let is_circle =
        |component: &Vec<usize>| component.len() > 1 || component.iter().any(|node| next(*node).contains(node));
    let mut found: Vec<Vec<usize>> = components(count, &next).into_iter().filter(is_circle).collect();
    found.iter_mut().for_each(|component| component.sort_unstable());
    found.sort();
    found
}

/// Returns the strongly connected components, each after those that it leads to. By Tarjan's algorithm ("Depth-first
/// search and linear graph algorithms", 1972), without recursion.
pub fn components(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let (mut order, mut low, mut on_stack) = (vec![NEW; count], vec![0; count], vec![false; count]);
    let (mut stack, mut found, mut clock) = (Vec::new(), Vec::new(), 0);
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        let mut calls: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut entering = Some(root);
        loop {
            if let Some(node) = entering.take() {
                order[node] = clock;
                low[node] = clock;
                clock += 1;
                stack.push(node);
                on_stack[node] = true;
                calls.push((node, next(node)));
            }
            let Some((node, open)) = calls.last_mut() else { break };
            let node = *node;
            match open.pop() {
                Some(to) if order[to] == NEW => entering = Some(to),
                Some(to) if on_stack[to] => low[node] = low[node].min(order[to]),
                Some(_) => {}
                None => {
                    calls.pop();
                    if let Some((parent, _)) = calls.last() {
                        low[*parent] = low[*parent].min(low[node]);
                    }
                    if low[node] == order[node] {
                        let start = stack.iter().rposition(|n| *n == node).unwrap_or(0);
                        let component = stack.split_off(start);
                        for member in &component {
                            on_stack[*member] = false;
                        }
                        found.push(component);
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{circles, components};

    #[test]
    fn circles_and_loops_are_found_and_chains_are_not() {
        let edges = [vec![1], vec![2], vec![0, 3], vec![4], vec![4], vec![]];
        assert_eq!(circles(6, |n| edges[n].clone()), [vec![0, 1, 2], vec![4]]);
    }

    #[test]
    fn components_come_after_those_that_they_lead_to() {
        let edges = [vec![3], vec![0], vec![1, 4], vec![1], vec![], vec![2, 0]];
        let mut found = components(6, |n| edges[n].clone());
        found.iter_mut().for_each(|component| component.sort_unstable());
        assert_eq!(found, [vec![0, 1, 3], vec![4], vec![2], vec![5]]);
    }
}
